"""Times with their zone for the language "fr"; the rest as Django has it."""

DATETIME_FORMAT = r"j F Y \à H:i T"
SHORT_DATETIME_FORMAT = "d/m/Y H:i T"
