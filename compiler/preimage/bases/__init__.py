"""Where the config of a base image comes from."""
