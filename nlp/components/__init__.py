"""The spaCy components, one kind of finding each; `nlp.pipeline` says in which order they run."""
