using System.Text;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Tests.Figures.Insights;

public sealed class ProfilesFiguresTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Profiles_are_found_named_by_what_stands_out_and_counted_in_each_school()
    {
        var sheet = Sheet(Make(Students(1), null), CohortWorld.District);

        sheet.Profiles.Count.ShouldBe(3);
        var absent = sheet.Profiles.Single(p => p.Traits.Contains(new ProfileTrait("absence_share", true)));
        absent.Traits.ShouldContain(new ProfileTrait("late_share", true));
        var high = sheet.Profiles.Single(p => p.Traits.Contains(new ProfileTrait("mark_mean", true)));
        high.Number.ShouldNotBe(absent.Number);
        sheet.Profiles.Sum(p => p.Share!.Value).ShouldBe(1, 0.02);
        var place = sheet.Features.ToList().IndexOf("absence_share");
        absent.Medians[place]!.Value.ShouldBeGreaterThan(sheet.Medians[place]!.Value);
        // Nothing is known of online activity, so it is no part of the space.
        sheet.Features.ShouldNotContain("active_days_share");
        Sheet(Make(Students(1), null), CohortWorld.North)
            .Profiles.Select(p => p.Number)
            .ShouldBe(sheet.Profiles.Select(p => p.Number));
    }

    [Fact]
    public void From_night_to_night_profiles_keep_their_numbers_and_words()
    {
        ProfileCentres? before = null;
        var names = new Dictionary<int, string>();
        for (var night = 1; night <= 6; night++)
        {
            // Other students' values, in another order, drifting a little: groups come out in any order.
            var made = Make(Students(night, drift: 0.01 * night), before);
            before = (ProfileCentres)made.Sheets.Single(s => s.Key == ProfileSheets.Centres).Content;
            foreach (var profile in Sheet(made, CohortWorld.District).Profiles)
            {
                var words = string.Join(
                    ',',
                    profile.Traits.Select(t => $"{t.Feature}{t.IsHigh}").Order(StringComparer.Ordinal)
                );
                names.TryAdd(profile.Number, words).ShouldBe(night == 1);
                words.ShouldBe(names[profile.Number]);
            }
        }
    }

    [Fact]
    public void Maps_are_the_same_every_time_and_hold_places_and_profiles_alone()
    {
        var (one, again) = (Make(Students(2), null), Make(Students(2), null));

        foreach (var (a, b) in one.Sheets.Zip(again.Sheets))
        {
            SheetStore.Pack(a.Content).ShouldBe(SheetStore.Pack(b.Content));
        }

        var sheet = Sheet(one, CohortWorld.District);
        sheet.Components.Count.ShouldBeInRange(100, 1000);
        sheet.Neighbours!.Count.ShouldBeInRange(100, 1000);
        typeof(ProfilePoint).GetProperties().Select(p => p.Name).ShouldBe(["X", "Y", "Profile"]);
        // In the order of places, which tells nothing of the order of students.
        sheet.Components.Select(p => p.X).ShouldBe(sheet.Components.Select(p => p.X).Order());
        sheet.Neighbours.Select(p => p.X).ShouldBe(sheet.Neighbours.Select(p => p.X).Order());
        foreach (var content in one.Sheets.Select(s => Text(s.Content)))
        {
            content.ShouldNotContain("tudentId");
        }
    }

    [Fact]
    public void Small_organisations_have_none_of_their_own_and_small_profiles_are_hidden()
    {
        var made = Make(Students(3), null);
        made.Sheets.ShouldNotContain(s => s.OrgId == CohortWorld.Annex);
        foreach (var org in new[] { CohortWorld.District, CohortWorld.North, CohortWorld.South })
        {
            var sheet = Sheet(made, org);
            sheet.Profiles.Where(p => p.Students is not null).ShouldAllBe(p => p.Students >= 10);
            var hidden = sheet.Profiles.Where(p => p.Students is null).ToList();
            hidden.Count.ShouldNotBe(1);
            hidden.ShouldAllBe(p => p.Medians.Count == 0 && p.Share == null);
            sheet.Components.ShouldAllBe(p => !hidden.Any(h => h.Number == p.Profile));
        }
    }

    [Fact]
    public void Maps_have_no_point_of_a_hidden_profile_and_counting_points_undoes_no_rounding()
    {
        var (sawHidden, sawShown) = (false, false);
        // South has four of those who are often absent, so that these are hidden there, and others with them.
        var few = 4;
        List<ProfileStudent> thin =
        [
            .. Students(3).Where(s => s.OrgId != CohortWorld.South || s.Values[0] < 0.2 || few-- > 0),
        ];
        foreach (var students in new[] { Students(3), thin })
        {
            var made = Make(students, null);
            foreach (var sheet in made.Sheets.Select(s => s.Content).OfType<ProfileSheet>())
            {
                foreach (var profile in sheet.Profiles)
                {
                    var points = sheet.Components.Count(p => p.Profile == profile.Number);
                    // Five fewer than the size that is shown: the points say nothing that it does not.
                    points.ShouldBe(profile.Students is { } n ? n - 5 : 0);
                    sawHidden |= profile.Students is null;
                    sawShown |= profile.Students is not null;
                }

                sheet.Components.ShouldAllBe(p => p.Profile > 0);
                (sheet.Neighbours ?? []).ShouldAllBe(p =>
                    sheet.Profiles.Any(f => f.Number == p.Profile && f.Students != null)
                );
            }
        }

        (sawHidden && sawShown).ShouldBeTrue();
    }

    [Fact]
    public void How_many_needed_support_is_shown_where_ten_did_and_ten_did_not()
    {
        var students = Students(4);
        foreach (var needed in new[] { 5, 40, 355 })
        {
            List<ProfileStudent> people = [.. students.Select((s, i) => s with { Needed = i < needed })];
            int[] groupOf = [.. people.Select((_, i) => i % 2)];
            var counts = new ProfileCounts(CohortWorld.Orgs, people, groupOf, people, groupOf, 2);
            foreach (var group in new[] { 0, 1 })
            {
                (counts.Needed(0, group) is not null).ShouldBe(needed == 40);
                counts.IsShown(0, group).ShouldBeTrue();
            }
        }
    }

    private static ProfileSheet Sheet(MadeFigures made, long org) =>
        (ProfileSheet)made.Sheets.Single(s => s.OrgId == org && s.Key == ProfileSheets.Key).Content;

    private static MadeFigures Make(List<ProfileStudent> students, ProfileCentres? before) =>
        ProfilesFigures.Of(CohortWorld.Orgs, students, false, null, before, 7, Cancel);

    private static string Text(object content)
    {
        using var unpacked = new System.IO.Compression.DeflateStream(
            new MemoryStream(SheetStore.Pack(content)),
            System.IO.Compression.CompressionMode.Decompress
        );
        using var reader = new StreamReader(unpacked, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    // Three kinds: often absent and late with work; steady with high marks; in the middle.
    private static List<ProfileStudent> Students(int seed, double drift = 0)
    {
        var random = new Random(seed);
        var students = new List<ProfileStudent>();
        for (var s = 0; s < 360; s++)
        {
            var kind = random.Next(10) switch
            {
                < 2 => 0,
                < 5 => 1,
                _ => 2,
            };
            var org =
                s % 20 == 0 ? CohortWorld.Annex
                : s % 3 == 0 ? CohortWorld.South
                : CohortWorld.North;
            double[] middle = kind switch
            {
                0 => [0.3, 4, 1, 50, -2, 0.3, 0.6, 0],
                1 => [0.02, 0.5, 0, 88, 2, 0.02, 0.05, 0],
                _ => [0.08, 1.5, 0.3, 68, 0, 0.1, 0.2, 0],
            };
            double[] spread = [0.03, 0.6, 0.3, 4, 1, 0.04, 0.07, 0];
            var values = middle.Select((m, i) => m + (spread[i] * (random.NextDouble() - 0.5 + drift))).ToArray();
            values[7] = double.NaN;
            students.Add(new ProfileStudent(org, values, 9, false));
        }

        return students;
    }
}
