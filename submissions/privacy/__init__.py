"""Personal data: what is kept of it and how long, its end, and giving it out or erasing it by address."""
