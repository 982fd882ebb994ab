"""memorykinds."""
