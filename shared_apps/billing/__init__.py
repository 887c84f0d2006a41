"""What a pizzeria and the platform have between them in money: its plan, its bills, where its own money is paid out."""
