"""After signing: how the customer gets on with what he bought (METHOD 9.2).

New toy 新玩具期 (delight, no results) → learning 学习期 (effort is high, results are not there, motivation dips) →
effectiveness 收效期. `readings` makes progress of readings; `observing` puts what is known by weeks; `filtering`
follows the customer through the weeks and looks ahead; `periods` says where he is; `alarms` when to warn; `support`
what fits.
"""

from tongpin.method.adoption.periods import PERIODS, adoption_of
from tongpin.method.adoption.readings import target_reached

__all__ = ["PERIODS", "adoption_of", "target_reached"]
