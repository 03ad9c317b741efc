"""Who talks to us: one room for each platform; `bag` is what the postmen of the chats share."""
