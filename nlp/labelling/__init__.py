"""Agenda items to topic and decision type."""
