"""What this site is made of, held against what is known of it: `make audit`, `make sbom`, `make licences`."""
