"""The HTTP service: what `nlp.service` starts. Needs the extra `serve`."""
