"""What the site weighs and, later, how fast it is: one subject a file, each printing its table. Run by `make bench`."""
