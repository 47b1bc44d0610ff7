"""The HTTP service: what `nlp.serve.run` starts. Needs the extra `serve`."""
