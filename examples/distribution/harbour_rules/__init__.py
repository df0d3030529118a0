"""The house rules of Harbour: data only. `checklist` reads them and never imports this module."""
