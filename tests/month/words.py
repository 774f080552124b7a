"""What the synthetic city's tickets are like, in the shares in which they come."""

from hotline.domain.vocabulary import Channel, Kind, Urgency

DISTRICTS = ("武昌区中南路", "洪山区", "江岸区 百步亭街", "汉阳区翠微街", "江夏区", "东西湖区金银湖", "", "城东片区")
MATTERS = ("楼道堆物", "井盖异响", "水压不足", "站牌破损", "夜间装卸", "落叶堵沟", "电梯停运", "围挡占路")
CHANNELS = (Channel.PHONE,) * 12 + (Channel.WECHAT,) * 3 + (Channel.WEBSITE, Channel.APP, Channel.MESSAGE_BOARD)
KINDS = (Kind.COMPLAINT,) * 5 + (Kind.HELP,) * 5 + (Kind.ENQUIRY,) * 3 + (Kind.SUGGESTION, Kind.REPORT)
URGENCIES = (Urgency.NORMAL,) * 30 + (Urgency.URGENT,) * 2 + (Urgency.CRITICAL,)
