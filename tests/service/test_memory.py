"""What a server's process keeps, in a process of its own."""

import json
import subprocess
import sys

PROGRAM = """
import gc, json, weakref
from service import memory

class Thing:
    pass

def let_go():
    thing = Thing()
    thing.itself = thing
    return weakref.ref(thing)

def is_collected():
    gone = let_go()
    for _ in range(2000):
        [[] for _ in range(1000)]
        if gone() is None:
            return True
    return False

told = {"before": is_collected()}
memory.settle()
told["frozen by itself"] = gc.get_freeze_count()
memory.begin()
told["starting"] = is_collected()
memory.settle()
told["frozen"] = gc.get_freeze_count() > 1000
told["settled"] = is_collected()
print(json.dumps(told))
"""


def test_garbage_is_looked_for_but_while_a_server_starts() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert json.loads(done.stdout) == {
        "before": True,
        "frozen by itself": 0,
        "starting": False,
        "frozen": True,
        "settled": True,
    }
