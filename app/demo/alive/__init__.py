"""What the demo adds to the worked example: a second call dated from today, so that every desk has work.

It is told through the same acts as any story; only its days are counted back from the day it is played.
"""

from app.demo.alive.living import Alive, Login, come_alive, earliest_day

__all__ = ["Alive", "Login", "come_alive", "earliest_day"]
