"""What notification has said itself, read back from its own topic where its database was restored and knows it no longer."""

from notification.use_cases.recall_opt_outs import recall_opt_outs
from notification.use_cases.recall_outcomes import recall_outcomes
from peerbridge.events.notifications import NotificationFailed, NotificationSent, RecipientOptedOut
from peerbridge.messaging.subscriber import Subscriber

__all__ = ["own"]

own = Subscriber(topic="peerbridge.notifications")
own.on(NotificationSent, recall_outcomes, touches=lambda said: [said.message])
own.on(NotificationFailed, recall_outcomes, touches=lambda said: [said.message])
own.on(RecipientOptedOut, recall_opt_outs)
