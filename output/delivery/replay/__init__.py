"""Behind `synth replay`: the messages of a dataset posted in order of time."""
