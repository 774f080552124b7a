"""A ticket's file (工单) and an order's (督办单), as every counter of the staff opens them."""
