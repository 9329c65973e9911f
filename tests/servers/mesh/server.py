"""The sandbox of MESH on a free port of this machine, in memory; it ends when its standard input does."""

import os
import socket
import sys
import threading

os.environ |= {"AUTH_MODE": "full", "STORE_MODE": "memory", "SHARED_KEY": "a key of the tests"}

import uvicorn
from mesh_sandbox.api import app

door = socket.socket()
door.bind(("127.0.0.1", 0))
server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print(f"ready http://127.0.0.1:{door.getsockname()[1]}/messageexchange", flush=True)
server.run(sockets=[door])
