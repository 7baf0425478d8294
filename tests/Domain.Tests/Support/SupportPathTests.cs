using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Support;

namespace EarlyWarning.Domain.Tests.Support;

public sealed class SupportPathTests
{
    private static readonly HashSet<int> None = [];

    [Fact]
    public void Each_changeable_concern_gets_its_own_step_the_greatest_first()
    {
        var path = SupportPath.Of(
            [Concern(FeatureGroup.Work, 0.3), Concern(FeatureGroup.Attendance, 0.5)],
            SupportCatalogue.BuiltIn,
            None
        );

        path.Select(s => s.Kind.Name).ShouldBe(["Attendance plan", "Workload plan"]);
        path[0].Others.Select(k => k.Name).ShouldBe(["Family contact", "Mentoring"]);
    }

    [Fact]
    public void What_cannot_be_changed_and_what_goes_well_leads_to_no_support()
    {
        SupportPath
            .Of(
                [
                    Concern(FeatureGroup.PriorRecord, 0.6) with
                    {
                        Changeable = false,
                    },
                    Concern(FeatureGroup.Marks, 0.4) with
                    {
                        IsStrength = true,
                    },
                ],
                SupportCatalogue.BuiltIn,
                None
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_concern_that_is_being_acted_on_needs_no_further_step()
    {
        var mentoring = SupportCatalogue.BuiltIn.Single(k => k.Name == "Mentoring").Id;

        SupportPath
            .Of(
                [Concern(FeatureGroup.Attendance, 0.5), Concern(FeatureGroup.Marks, 0.5)],
                SupportCatalogue.BuiltIn,
                new HashSet<int> { mentoring }
            )
            .ShouldHaveSingleItem()
            .Concern.Group.ShouldBe(FeatureGroup.Marks);
    }

    [Fact]
    public void A_path_never_repeats_a_kind_nor_offers_one_that_does_not_fit()
    {
        var dice = new Random(5);
        for (var run = 0; run < 500; run++)
        {
            var kinds = Enumerable
                .Range(1, dice.Next(1, 8))
                .Select(id => new SupportKind
                {
                    Id = id,
                    Name = $"{id}",
                    Drivers = dice.Next(0, 64),
                    Hours = dice.Next(0, 4),
                    IsRetired = dice.Next(4) == 0,
                })
                .ToList();
            var open = kinds.Where(_ => dice.Next(4) == 0).Select(k => k.Id).ToHashSet();
            var concerns = Enumerable
                .Range(1, 5)
                .Select(g => Concern((FeatureGroup)g, dice.NextDouble()) with { Changeable = dice.Next(3) > 0 })
                .ToList();

            var path = SupportPath.Of(concerns, kinds, open);

            path.Select(s => s.Kind.Id).ShouldBeUnique();
            path.ShouldAllBe(s => s.Kind.Fits(s.Concern.Group) && !s.Kind.IsRetired && !open.Contains(s.Kind.Id));
            path.SelectMany(s => s.Others.Select(o => (s, o))).ShouldAllBe(x => x.o.Fits(x.s.Concern.Group));
            path.Select(s => s.Concern.Share).ShouldBeInOrder(SortDirection.Descending);
        }
    }

    private static Reason Concern(FeatureGroup group, double share) =>
        new("f", group, IsStrength: false, Changeable: true, "Evidence", null, share, share);
}
