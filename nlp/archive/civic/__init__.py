"""An archive in the formats of civic technology: Popolo, OParl, Akoma Ntoso."""
