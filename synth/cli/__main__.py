"""`python -m synth.cli`: the same as the command `synth`."""

from synth.cli import app

if __name__ == "__main__":
    app()
