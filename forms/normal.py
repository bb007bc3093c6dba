"""The normal form of a printed label: what stays the same however an agency spaces, numbers and brackets it."""

import re
import unicodedata
from functools import lru_cache

# Characters of labels and agency names that mirrors print in their traditional shape, in order, and below them their
# simplified shapes. Everything else (Kangxi radicals, full width, half width) NFKC does.
_TRADITIONAL = (
    "減劃餘擇僅隸屆啓衆樣圍優"
    "條項規範數處決許務強費額萬單購採機構組織業團體為無動開舉報訴訟複復議維糾結審終總計轉續辦來員會縣鎮鄉區廳廣東蘇龍馬陽陰陝遼寧灣島橋門關衛監黨產農"
    "環財稅應電車運輸場網國際貿發統級術創資質證號餘類別獲認憑據繳納經過將與對屬於執詢內補請確屆願約錄釋導領書記歷間禮優從雲貴濟滬瀋瓊贛黃淨澤溫溝濱濰"
    "灤營藍榮蕭薊徵穩權護廢現製佈狀見學軍漢鐵銅錦鍾頭風鳳鶴鹽麗豐連鄭鄰長閩隴順塊壽莊興華萊葉蓮藥虛觀誠調豬販遷還邊錢隊雙離靈韓魯齊專歸標實幾戶擴暫樂"
    "樓檔歲殘氣漁畫療礦種積穀競簡紅綜緊縱罰職聯臨藝蘭衝覽訊評詳諮讓貨賠贊輔遠選鎖鎳陸雜難靜韻顧養鬆鮮斷準災尋嶺劍劉協參啟嘗圖夥婦寶層岡巖廈張彙徑慶懷"
    "戰揚換損擬攔敗時暉橫檢歐歡潛濕煙熱燈爾牆獨獻瑪當盡碼礎稱節紀紋細紹給絡絲綏綠緒線緬編繼罷義習聞聽腳腦舊艦蔣薩蘊裝視覺觸訂討訓設訪診詞試話該誌語誤"
    "說課論謝譯識變負貧責買賀賓賴贈趙跡軌軟較載輕輪達遞適遲郵醫釀釣鈔鋼錫鐘鑒閉閱闊陳隨險隱雞霧頁頂預頓題顏飛飯館駐騎驗驛髒魚鳥鷹麥點齡"
)
_SIMPLIFIED = (
    "减划余择仅隶届启众样围优"
    "条项规范数处决许务强费额万单购采机构组织业团体为无动开举报诉讼复复议维纠结审终总计转续办来员会县镇乡区厅广东苏龙马阳阴陕辽宁湾岛桥门关卫监党产农"
    "环财税应电车运输场网国际贸发统级术创资质证号余类别获认凭据缴纳经过将与对属于执询内补请确届愿约录释导领书记历间礼优从云贵济沪沈琼赣黄净泽温沟滨潍"
    "滦营蓝荣萧蓟征稳权护废现制布状见学军汉铁铜锦钟头风凤鹤盐丽丰连郑邻长闽陇顺块寿庄兴华莱叶莲药虚观诚调猪贩迁还边钱队双离灵韩鲁齐专归标实几户扩暂乐"
    "楼档岁残气渔画疗矿种积谷竞简红综紧纵罚职联临艺兰冲览讯评详咨让货赔赞辅远选锁镍陆杂难静韵顾养松鲜断准灾寻岭剑刘协参启尝图伙妇宝层冈岩厦张汇径庆怀"
    "战扬换损拟拦败时晖横检欧欢潜湿烟热灯尔墙独献玛当尽码础称节纪纹细绍给络丝绥绿绪线缅编继罢义习闻听脚脑旧舰蒋萨蕴装视觉触订讨训设访诊词试话该志语误"
    "说课论谢译识变负贫责买贺宾赖赠赵迹轨软较载轻轮达递适迟邮医酿钓钞钢锡钟鉴闭阅阔陈随险隐鸡雾页顶预顿题颜飞饭馆驻骑验驿脏鱼鸟鹰麦点龄"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)

_NUMBERING = re.compile(r"^\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．])\s*")
_NOT_HAN = re.compile(r"[^㐀-鿿a-zA-Z]+")


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """Give the Chinese (and Latin) letters of `text`, simplified, without blanks, digits, brackets and numbering."""
    text = unicodedata.normalize("NFKC", text).translate(_TABLE)
    return _NOT_HAN.sub("", _NUMBERING.sub("", text))


@lru_cache(maxsize=65536)
def simplified(text: str) -> str:
    """Give `text` in compatibility form and simplified characters; blanks and digits stay."""
    return unicodedata.normalize("NFKC", text).translate(_TABLE)
