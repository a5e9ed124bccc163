"""What looks across chapters: each person's desk, the menu, a leaver's handing over, the tour of the demo."""
