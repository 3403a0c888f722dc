/// A made-up paper, as text extracted from its pages would look: hard-wrapped, with running heads, page numbers, a
/// table, a caption, hyphenated line ends, notes on the authors and a list of references.
enum PaperFixture {
    static let title = "Shade trees reduce evaporation from small farm ponds"

    static let text = """
        \(title)
        Mirela Tanzer, Oskar Brandvold
        Department of Field Hydrology, University of Northmarsh, 12 Weir Lane, Northmarsh
        tanzer@northmarsh.example
        Mirela Tanzer studies how shade trees change the evaporation of farm ponds near Northmarsh.

        Abstract
        Small farm ponds lose much of their water to the air before it reaches a field. Whether trees planted along
        the bank can slow this loss has hardly been measured. We compared 48 farm ponds in two dry valleys over three
        summers, half of them with a row of shade trees on the south-
        ern bank. Shaded ponds lost 31% less water to evapo-
        ration than open ponds, and their surface stayed 2.4 degrees cooler. The saving outweighed the water that the
        trees themselves took up by a factor of four. We conclude that a single row of shade trees is a cheap way to
        keep water in farm ponds.

        Keywords: farm ponds; evaporation; shade trees; water saving; dry valleys

        1 Introduction
        Farm ponds store rain for the months in which no rain falls. In the dry valleys of the south, more than half
        of the stored water never reaches a crop (Quillfeather et al., 2011). Covers made of plastic stop the loss,
        but they are costly and keep oxygen out of the water [3]. Farmers have long held that trees on the bank keep
        a pond cool, e.g. in the vineyards of the lower valley. No study has yet measured the effect over whole
        summers, i.e. under the weather that matters.

        Trees also drink. A poplar of ten years may take up 40 litres on a hot day, cf. Dr. Harrow's survey of 1998.
        It is therefore not clear whether planting trees saves water at all. This paper asks how much water shade
        trees save, and how much they use.

        2 Methods
        We chose 48 ponds of 200 to 900 square metres in two valleys and recorded their water level every ten
        minutes with pressure sensors. Half of the ponds had a row of poplars or willows on the southern bank.
        Evaporation was calculated from the change of the water level on days without inflow. The water use of the
        trees was estimated from sap flow in twelve trunks. Differences between shaded and open ponds were tested
        with a linear mixed model.

        Journal of Imagined Hydrology 7(2)

        14

        Table 1: Ponds and their losses.
        Valley    Ponds    Loss (mm)    Error
        East      26       412.7        11.2
        West      22       398.4        12.9

        3 Results
        Open ponds lost 5.8 mm of water a day in July, whereas shaded ponds lost 4.0 mm. Over three summers the
        shade of the trees reduced evaporation by 31% on average. The surface of shaded ponds was 2.4 degrees cooler
        at noon. The effect of the shade trees was significantly stronger in small ponds and, so far as we could tell,

        Journal of Imagined Hydrology 7(2)

        15

        in ponds that no wind can reach at all. Willows and poplars did not differ in the shade that they cast. Sap
        flow showed that a row of trees took up 0.4 mm of pond water a day. The net saving amounted to 620 cubic
        metres of water per pond and year.

        Losses by the size of the farm ponds, in millimetres of water over one summer without shade trees
        small 26 412.9 11.2 503.1 9.8
        large 22 398.5 12.9 466.0 8.7
        Small farm ponds without shade trees lost more water than large farm ponds in each summer.

        Figure 2. Daily loss of open and shaded ponds. Bars show the standard error of Zebulon's estimate.

        4 Discussion
        Our results show that shade saves far more water than the trees consume. Wind matters as well, since a row
        of trees also slows the air above the water. Similar savings were found for floating covers, which cost ten
        times as much (Ostrander and Pell, 2016). Farmers value the trees for fruit, timber and bees. Fallen leaves
        may lower the quality of the water in autumn.

        This study of shade trees and farm ponds has several limitations that readers should bear in mind. All ponds
        lie in two valleys with the same wind, so the saving may be smaller elsewhere. Future work should follow
        young trees until their shade is complete.

        Journal of Imagined Hydrology 7(2)

        16

        5 Conclusion
        A single row of shade trees on the southern bank reduced evaporation from small farm ponds by almost a
        third. The measure is cheap, lasts for decades and asks for no technology. Advisers should recommend shade
        trees wherever ponds lose water to the summer heat.

        Funding: Shade trees on the bank of all farm ponds were paid for by the Larkspur Trust.

        Acknowledgements
        The shade trees on the southern bank of the farm ponds were a gift of the Gravelpit Foundation. We thank
        Wilhelmina Oddfellow for the sensors.

        References
        [1] J. A. Quillfeather, P. Odhiambo. Water losses from small reservoirs. Water and Soil 12, 33-41, 2011.
        [2] L. Ostrander, T. Pell. Floating covers for reservoirs of farms. Proc. Dry Land Conf., pp. 5-19, 2016.
        [3] R. Vantongeren. Oxygen under plastic covers reduces evaporation from farm ponds. Limnol. Lett. 3, 2009.
        """
}
