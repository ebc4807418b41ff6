"""`python -m eval.peers`."""

from eval.peers.command import app

app(prog_name="python -m eval.peers")
