"""Characters with more than one reading, as people's names, families and places are said. Syllables are pinyin without
tones, ü is `v`.
"""

from __future__ import annotations

_SURNAMES = """
单shan 仇qiu 曾zeng 查zha 解xie 区ou 朴piao 盖ge.gai 翟zhai.di 召shao 宓mi.fu 员yun 祭zhai 佴nai 隗wei.kui 乐yue.le
黑he.hei 缪miao.mou 牟mu.mou 秘bi 谌chen.shen 阚kan 洗xian 覃qin.tan 种chong 重chong 折she 都du 能nai 适kuo 句gou
角jue.jiao 郇xun.huan 柏bai.bo 郗xi.chi 不fou 繁po 六lu 卜bu 长zhang.chang 藏zang 粘nian 薄bo.bao 炅gui.jiong 么yao
乜nie 费fei.bi 郄qie.xi 莘shen.xin 什shi 镡xin.tan.chan 提di.ti 颉xie.jie 亘xuan.gen 晟cheng.sheng 术zhu.shu 厦xia
奇ji.qi 蔚yu.wei 沓ta 校jiao 绿lu 否pi 契xie 似si 畜xu 着zhuo 传zhuan 麽yao
"""
"""Family names that are read otherwise than the character alone, or that a list of words may mistake; after a dot a
second reading that families use.
"""
_COMPOUNDS = """
欧阳ou.yang 上官shang.guan 司马si.ma 司徒si.tu 诸葛zhu.ge 皇甫huang.fu 尉迟yu.chi 长孙zhang.sun 慕容mu.rong
夏侯xia.hou 令狐ling.hu 宇文yu.wen 轩辕xuan.yuan 端木duan.mu 公孙gong.sun 东方dong.fang 独孤du.gu 南宫nan.gong
万俟mo.qi 澹台tan.tai 呼延hu.yan 单于chan.yu 申屠shen.tu 淳于chun.yu 完颜wan.yan 纳兰na.lan 赫连he.lian 西门xi.men
东郭dong.guo 钟离zhong.li 闻人wen.ren 第五di.wu 鲜于xian.yu 闾丘lv.qiu 太叔tai.shu 公冶gong.ye 宗政zong.zheng
濮阳pu.yang 仲孙zhong.sun 乐正yue.zheng 亓官qi.guan 司空si.kong 司寇si.kou 公羊gong.yang 公西gong.xi 公良gong.liang
公治gong.zhi 公祖gong.zu 左丘zuo.qiu 左人zuo.ren 巫马wu.ma 漆雕qi.diao 壤驷rang.si 颛孙zhuan.sun 子车zi.ju
梁丘liang.qiu 段干duan.gan 百里bai.li 谷梁gu.liang 拓跋tuo.ba 夹谷jia.gu 宰父zai.fu 微生wei.sheng 羊舌yang.she
南门nan.men 东门dong.men 北宫bei.gong 叔孙shu.sun 季孙ji.sun 屈突qu.tu 贺兰he.lan 贺若he.ruo 耶律ye.lv 爱新ai.xin
叶赫ye.he 那拉na.la 钮祜niu.hu 瓜尔gua.er 富察fu.cha 舒穆shu.mu 赫舍he.she 佟佳tong.jia 尔朱er.zhu 斛律hu.lv
即墨ji.mo 达奚da.xi 褚师chu.shi 吐万tu.wan 哥舒ge.shu 可朱ke.zhu 侯莫hou.mo 豆卢dou.lu 乞伏qi.fu 沮渠ju.qu 秃发tu.fa
宿勤su.qin 阿史a.shi
"""
_SEVERAL = """
艾ai.yi 柏bai.bo 薄bo.bao 堡bao.bu.pu 暴bao.pu 曝pu.bao 贲ben.bi 秘mi.bi 泌mi.bi 辟pi.bi 便bian.pian 扁bian.pian
屏ping.bing 泊bo.po 剥bo.bao 埔pu.bu 参can.shen 藏cang.zang 曾zeng.ceng 差cha.chai 禅chan.shan 单dan.shan.chan
长chang.zhang 裳chang.shang 朝chao.zhao 称cheng.chen 澄cheng.deng 晟sheng.cheng 盛sheng.cheng 重zhong.chong
种zhong.chong 仇chou.qiu 传chuan.zhuan 枞cong.zong 弹dan.tan 调diao.tiao 都dou.du 侗dong.tong 洞dong.tong 番fan.pan
佛fo.fu 盖gai.ge 镐gao.hao 鹄hu.gu 谷gu.yu 莞guan.wan 龟gui.jun 炅jiong.gui 桧gui.hui 行xing.hang 巷xiang.hang
珩heng.hang 会hui.kuai 珲hui.hun 稽ji.qi 缉ji.qi 祭ji.zhai 茄qie.jia 降jiang.xiang 角jiao.jue 觉jue.jiao 校xiao.jiao
侥jiao.yao 缴jiao.zhuo 解jie.xie 颉jie.xie 楷kai.jie 劲jin.jing 靓jing.liang 隽jun.juan 筠yun.jun 浚jun.xun 咖ka.ga
恪ke.que 乐le.yue.yao 勒le.lei 栎li.yue 了liao.le 率shuai.lv 纶lun.guan 络luo.lao 落luo.la 蔓man.wan 芒mang.wang
糜mi.mei 模mo.mu 娜na.nuo 粘nian.zhan 朴pu.piao 栖qi.xi 蹊xi.qi 契qi.xie 铅qian.yan 茜qian.xi 纤xian.qian
券quan.xuan 雀que.qiao 塞sai.se 莎sha.suo 杉shan.sha 厦xia.sha 召zhao.shao 折zhe.she 莘shen.xin 识shi.zhi 说shuo.yue
宿su.xiu 洮tao.yao 屯tun.zhun 拓tuo.ta 圩wei.xu 蔚wei.yu 尉wei.yu 涡wo.guo 铣xian.xi 歙she.xi 荥xing.ying 芫yan.yuan
钥yao.yue 俞yu.shu 於yu.wu 扎zha.za 柞zuo.zha 查cha.zha 翟zhai.di 着zhe.zhuo 著zhu.zhuo 爪zhao.zhua 幢chuang.zhuang
琢zhuo.zuo 兹zi.ci 仔zi.zai 亶dan.chan 亹wei.men 漯luo.ta 犍qian.jian 碌lu.liu 蚌bang.beng 栟ben.bing 眙yi.chi
婼ruo.chuo
"""
"""Characters of given names, companies and places that people read in more than one way, the usual one first."""


def _table(text: str, length: int = 1) -> dict[str, tuple[str, ...]]:
    return {word[:length]: tuple(word[length:].split(".")) for word in text.split()}


SURNAMES = _table(_SURNAMES)
COMPOUNDS = _table(_COMPOUNDS, 2)
SEVERAL = _table(_SEVERAL)
