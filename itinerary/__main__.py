"""``python -m itinerary``, and the command ``itinerary``."""

import gc


def main() -> None:
    """Run the program without the garbage collector: a short run frees nothing worth its time."""
    gc.disable()
    from itinerary.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
