"""What officers and facilitators see: `bazaars`, `groups`, the office itself and its calls."""
