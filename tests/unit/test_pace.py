"""Short reads run in the event loop until they turn out not to be short."""

from api.answer.pace import LONGEST, Pace


def test_short_reads_stay_in_the_loop() -> None:
    pace = Pace()
    for _ in range(100):
        pace.took(LONGEST / 2)
    assert pace.in_loop


def test_one_slow_read_changes_nothing() -> None:
    pace = Pace()
    pace.took(LONGEST * 5)
    assert pace.in_loop


def test_reads_that_moved_try_the_loop_again() -> None:
    pace = Pace()
    for _ in range(10):
        pace.took(LONGEST * 4)
    pace.renew()
    assert pace.in_loop


def test_long_reads_leave_the_loop() -> None:
    pace = Pace()
    for _ in range(10):
        pace.took(LONGEST * 4)
    assert not pace.in_loop
