"""The client's log tells of every broken connection, of which there are many here."""

import logging

logging.getLogger("kafka").setLevel(logging.CRITICAL)
