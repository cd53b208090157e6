"""``python -m itinerary``, and the command ``itinerary``."""

import gc
import os


def main() -> None:
    """Run the program without the garbage collector: a short run frees nothing worth its time.

    Nor does its end, where Python would look through all that there is once more.
    """
    gc.disable()
    # pytz would open the files of all 600 zones before it reads one.
    os.environ.setdefault("PYTZ_SKIPEXISTSCHECK", "1")
    try:
        from itinerary.cli import main as run  # noqa: PLC0415

        run()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
