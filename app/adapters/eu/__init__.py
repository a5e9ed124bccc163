"""The European Union: standards that its member states share."""
