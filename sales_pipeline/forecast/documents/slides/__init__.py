"""The slides of the forecast presentation: one module a subject, with add(deck, story); each leaves itself out when the
week has nothing to show."""
