"""`seed_synthetic N`: a large made-up catalogue for benchmarks, the same every time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from communities import publishing, synthetic
from communities.models import Community

LOT = 500


class Command(BaseCommand):
    help = "Publish N made-up communities for benchmarks. Refuses where real ones are listed, unless --beside-real."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--beside-real", action="store_true", help="publish although real communities are listed")

    def handle(self, *args: Any, **options: Any) -> None:
        count = options["count"]
        if count < 1:
            raise CommandError("N must be 1 or more.")
        if Community.objects.exists() and not options["beside_real"]:
            raise CommandError("Communities are listed here already. Add --beside-real to mix made-up ones in.")
        for start in range(0, count, LOT):
            publishing.publish_many(
                synthetic.entries(min(LOT, count - start), start), role="staff", reason="Made up for a benchmark"
            )
        self.stdout.write(f"{count} made-up communities published.")
