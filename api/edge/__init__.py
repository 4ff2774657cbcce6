"""What every request passes first and every answer last, whatever it asks for."""
