"""How names of peoples who write them otherwise are usually spelt in Latin letters: Uyghur and Kazakh, Tibetan,
Mongolian. Parts of names as Chinese files carry them; several spellings are parted by a stroke.
"""

from __future__ import annotations

_UYGHUR_KAZAKH = """
阿不都abdu 阿布都abdu 阿卜杜abdu 阿不力abli 阿不拉abla 阿布拉abla 阿卜拉abla 阿不来提ablet 阿布来提ablet 阿地力adil
阿迪力adil 阿迪拉adila 阿里ali 艾力eli/ali 艾里eli/ali 阿里木alim 阿力木alim 阿力甫elip/arif 阿曼aman 阿依ay
阿依古丽aygul/aigul 阿衣古丽aygul 阿依努尔aynur 阿依夏木ayxam 阿孜古丽azgul 阿孜亚aziya 阿扎提azat 艾尼ani/gheni
艾合买提ehmet/ahmat 艾买提emet/ahmat 艾山hesen/hasan 艾散hesen 艾孜孜eziz/aziz 艾则孜eziz/aziz 艾则提hezret
艾克拜尔ekber/akbar 艾尔肯erkin 艾依提eyt 艾比拜hebibe 巴哈尔bahar 巴哈提bahat 巴合提bakhyt 巴图尔batur 拜合提baxt
布海丽其buhelchem 迪丽dil 迪丽努尔dilnur 迪丽拜尔dilber 迪丽热巴dilraba 迪里拜尔dilber 迪力夏提dilshat
迪里夏提dilshat 多力坤dolqun 古丽gul 古丽娜尔gulnar 古丽努尔gulnur 古丽扎gulza 古丽巴哈尔gulbahar 古丽孜巴gulziba
古丽仙gulshen 古丽米热gulmire 哈力克halik 哈丽旦halide 哈斯木hasim/qasim 哈德尔qadir 海米提hemit 海热提hayrat
赫力力helil 加马力jamal 加帕尔japar 加娜尔janar 凯赛尔kaysar 卡德尔kadir 卡迪尔kadir 卡哈尔kahar 库尔班kurban/qurban
库尔曼kurman 克里木kerim 力提甫litip 马合木提mahmut 买合木提mahmut 买买提mamat/memet/muhammad
买买提明mamatmin/memtimin 买买提江mamatjan 买提mat/met 麦麦提mamat/memet 麦麦提明memtimin 木合塔尔muhtar
木合塔江muhtarjan 木拉提murat 穆拉提murat 穆罕默德muhammad 穆萨musa 米吉提mijit 米热姆mirem 米娜瓦尔minawar
乃吉米nejmi 乃比江nebijan 努尔nur 努尔古丽nurgul 努尔兰nurlan 努尔买买提nurmamat 帕尔哈提parhat/perhat
帕提古丽patigul 帕丽旦peride 帕提曼patman 帕夏pasha 热合曼rahman 热合木rehim 热合木江rehimjan 热娜rena 热依汗reyhan
热依拉reyla 热孜亚raziya 热孜万rizwan 茹仙rushen 萨比尔sabir 萨依木sayim 塞买提semet 赛买提semet 赛福鼎saypidin
赛力克serik 赛尔江serjan 沙拉木salam 沙吾提sawut 司马义ismail 斯马义ismail 伊斯马依ismayil 塔依尔tahir 塔西tash
塔什tash 塔吉古丽tajigul 托合提tohti 托乎提tohti 托合提古丽tohtigul 吐尔地turdi 吐尔迪turdi 吐尔逊tursun
吐尔洪turghun 吐尔孙tursun 吐送tuson 外力wali 玉山yusan/hoshan 玉素甫yusup/yusuf 玉素音yusuyin 玉苏普yusup
玉努斯yunus 伊力亚斯ilyas 伊利哈木ilham 伊力哈木ilham 依米提imit 依不拉音ibrahim 依布拉音ibrahim 依明imin/emin
依马木imam 依力哈木ilham 尤努斯yunus 再努尔zaynur 再娜甫zaynap 扎克尔zakir 祖农zunun 祖丽皮亚zulpiya 祖力皮亚zulpiya
江jan 汗han/khan 别克bek 拜克bek 叶尔肯yerken 叶尔兰yerlan 哈萨克kazak 加克斯jaksy
"""
_TIBETAN = """
扎西tashi 札西tashi 卓玛drolma/dolma 拉姆lhamo 次仁tsering 才让tsering 次旦tseten 才旦tseten 丹增tenzin 旦增tenzin
单增tenzin 丹巴tenpa 洛桑lobsang 罗桑lobsang 平措phuntsok 尼玛nyima 达瓦dawa 格桑kelsang 嘎玛karma 噶玛karma
央金yangchen 央宗yangdzom 央珍yangdron 多吉dorje 多杰dorje 贡布gonpo 仁青rinchen 仁钦rinchen 白玛pema 索朗sonam
索南sonam 德吉dekyi 罗布norbu 桑吉sangye 桑杰sangye 桑珠samdrup 旺堆wangdu 旺姆wangmo 旺久wangchuk 巴桑pasang
边巴penpa 米玛migmar 拉巴lhakpa 普布phurbu 强巴champa 阿旺ngawang 曲珍choedron 曲扎choedrak 群培choephel 次珍tsedron
土登thupten 图登thupten 顿珠dondrup 班觉paljor 晋美jigme 久美jigme 伦珠lhundrup 赤列trinley 坚赞gyaltsen 江白jampel
江央jamyang 加措gyatso 嘉措gyatso 益西yeshe 意西yeshe 塔杰thargye 云丹yonten 琼达chungda 卓嘎drolkar 措姆tsomo
吉宗kyidzom 其美chimey 更登gendun 根敦gendun 热旦rabten 拉珍lhadron 拉毛lhamo
"""
_MONGOLIAN = """
巴特尔bater/baatar 巴图batu/bat 巴雅尔bayar 巴音bayan 巴彦bayan 宝音buyan/bayan 布和buhe/bukh 布赫buhe
朝鲁chuluu/chaolu 朝克图chogtu 朝格图chogtu 查干chagan/tsagaan 达来dalai 德力格尔deleger/delger 恩和enhe/enkh
额尔敦erdene 额尔德尼erdeni 敖登odon 敖云oyun 嘎拉gal 高娃gowa/gua 格根gegen 格日勒gerel 格日乐gerel 哈斯has/khas
海日hair 呼和huhe/khukh 呼和浩特huhhot 吉日嘎拉jargal 吉雅jaya 满都拉mandula 孟和monh/munkh 孟克monk/munkh
莫日根mergen 木其尔mochir 那木拉namula 那顺nasun 娜仁naran 纳仁naran 娜仁花naranhua 娜布其nabqi 牧仁muren 诺敏nomin
其木格qimeg/chimeg 其其格qiqige/tsetseg 青格勒qinggele/chinggel 萨仁saran 萨如拉sarula/sarula 苏日娜suruna
赛罕saihan 赛音sain 斯琴siqin/sechen 斯日古楞serguleng 苏和suhe/sukh 苏布达subuda/suvd 塔娜tana 特木尔temur/tumur
铁木尔temur 腾格尔tengger/tengel 图雅tuya 托娅tuya 陶格斯togs 通拉嘎tunglag 乌恩uen 乌兰ulan/ulaan 乌力吉ulji/ulzii
乌日娜urna 乌仁uran 乌尤uyuu 乌云oyun/uyun 希吉尔xijir 锡林xilin 旭日xur 伊拉勒塔ilalt 音德尔yinder 云登yunden
扎拉嘎jalaga 珠拉jula
"""
_SPELT: dict[str, tuple[str, ...]] = {}
for _word in f"{_UYGHUR_KAZAKH}{_TIBETAN}{_MONGOLIAN}".split():
    _name = _word.rstrip("abcdefghijklmnopqrstuvwxyz/")
    _SPELT[_name] = tuple(dict.fromkeys(_word[len(_name) :].split("/")))
_LONGEST = max(map(len, _SPELT))
MOST = 4
"""Spellings of a whole name."""


def usual_spellings(part: str) -> list[str]:
    """How a name, or one part of a name with dots, is usually spelt when all of it is known (扎西多吉 tashidorje); []
    where it is not, or is one character alone. At most four.
    """
    pieces = known_pieces(part)
    found = [""] if pieces else []
    for piece in pieces:
        found = [before + spelt for before in found for spelt in _SPELT[piece]][:MOST]
    return found


def later_spellings(part: str) -> list[str]:
    """The usual spelling of each name in it but the first (dorje of 扎西多吉)."""
    return [spelt for piece in known_pieces(part)[1:] if len(piece) > 1 for spelt in _SPELT[piece]]


def known_pieces(part: str) -> list[str]:
    """The known names that make up this one (扎西, 多吉), the longest each time; [] where something is left."""
    found: list[str] = []
    place = 0 if len(part) > 1 else 1
    while place < len(part):
        size = next((size for size in range(_LONGEST, 0, -1) if part[place : place + size] in _SPELT), 0)
        if not size:
            return []
        found.append(part[place : place + size])
        place += size
    return found
