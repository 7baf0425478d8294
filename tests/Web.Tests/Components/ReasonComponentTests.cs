using Bunit;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Features.WhatIf;

namespace EarlyWarning.Web.Tests.Components;

public sealed class ReasonComponentTests : ComponentTest
{
    private static readonly Reason Missed = new(
        "absent_20",
        FeatureGroup.Attendance,
        IsStrength: false,
        Changeable: true,
        "Missed 6 of the last 20 school days",
        "class median 1",
        0.4,
        1.2
    );

    private static readonly Reason Marks = new(
        "mean",
        FeatureGroup.Marks,
        IsStrength: true,
        Changeable: false,
        "Marks of <72> %",
        Comparison: null,
        0.25,
        -0.7
    );

    [Fact]
    public void A_reason_shows_its_evidence_its_class_its_share_and_whether_it_can_be_changed()
    {
        var list = Render<ReasonList>(p => p.Add(r => r.Items, [Missed, Marks]));

        var items = list.FindAll("li");
        items.Count.ShouldBe(2);
        items[0].QuerySelector("b")!.TextContent.ShouldBe("Missed 6 of the last 20 school days");
        items[0].QuerySelector(".small")!.TextContent.ShouldBe("class median 1");
        items[0].QuerySelector(".visually-hidden")!.TextContent.ShouldBe("can be changed");
        items[0].QuerySelector(".share")!.GetAttribute("style").ShouldBe("--share: 40%");
        items[0].QuerySelector(".share")!.GetAttribute("aria-label")!.ShouldContain("40 of 100");
        items[1].QuerySelector("b")!.TextContent.ShouldBe("Marks of <72> %");
        items[1].QuerySelector(".visually-hidden").ShouldBeNull();
        items[1].QuerySelector(".share")!.ClassList.ShouldContain("strength");
    }

    [Fact]
    public void What_if_shows_a_frequency_a_state_and_reasons_and_nothing_before_something_moves()
    {
        var result = new WhatIfResult(
            new Estimate(0.4, 0.3, 0.5),
            RiskState.NeedsSupport,
            new Reasons([], [Missed], [])
        );
        var side = Render<WhatIfSide>(p => p.Add(s => s.Heading, "As it would be").Add(s => s.Result, result));
        var empty = Render<WhatIfSide>(p =>
            p.Add(s => s.Heading, "As it would be").Add(s => s.Result, result).Add(s => s.IsEmpty, true)
        );
        var clear = Render<WhatIfSide>(p =>
            p.Add(s => s.Heading, "As it would be")
                .Add(s => s.Result, result with { Reasons = new Reasons([], [], []) })
        );

        side.Find(".frequency b").TextContent.ShouldContain("10");
        side.Find(".state").TextContent.ShouldBe("Needs support");
        side.Find(".reasons b").TextContent.ShouldBe(Missed.Evidence);
        empty.FindAll(".frequency").ShouldBeEmpty();
        clear.FindAll(".reasons").ShouldBeEmpty();
        clear.Find("p.soft").TextContent.ShouldBe("Nothing would raise concern.");
    }

    [Fact]
    public void The_same_component_speaks_spanish()
    {
        Speak("es-MX");

        var side = Render<WhatIfSide>(p =>
            p.Add(s => s.Heading, "")
                .Add(
                    s => s.Result,
                    new WhatIfResult(new Estimate(0.4, 0.3, 0.5), RiskState.NeedsSupport, new Reasons([], [], []))
                )
        );

        side.Find(".state").TextContent.ShouldBe("Necesita apoyo");
    }
}
