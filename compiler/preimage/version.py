"""The version, stated once: ``setup.cfg`` reads it here, and so does ``preimage.__version__``."""

VERSION = "0.1.0"
