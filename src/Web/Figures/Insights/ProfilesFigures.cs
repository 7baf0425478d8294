using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Makes the profiles of running students: groups found once for the whole installation, so that a profile is the same in
/// every school, then counted in each. Sheets hold sums and bare places on maps.
/// </summary>
internal sealed class ProfilesFigures : IFigures
{
    /// <inheritdoc />
    public string Topic => ProfileSheets.Topic;

    /// <inheritdoc />
    public string Step => "Figures of profiles";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        var (students, isSample) = await ProfileStudents.RunningAsync(input, cancel);
        var before = await BeforeAsync(input, cancel);
        return Of(input.Orgs, students, isSample, input.Finished.Value, before, input.Settings.Seed, cancel);
    }

    /// <summary>The same of students that are there already.</summary>
    public static MadeFigures Of(
        FigureOrgs orgs,
        IReadOnlyList<ProfileStudent> students,
        bool isSample,
        TrainingSet? set,
        ProfileCentres? before,
        int seed,
        CancellationToken cancel
    )
    {
        if (students.Count < ProfileSheets.FewestStudents || ProfileSpace.Of(students) is not { } space)
        {
            return new MadeFigures([]);
        }

        var points = space.Place(students);
        if (ProfileGroups.Of(points, space, before, seed, cancel) is not { } groups)
        {
            return new MadeFigures([]);
        }

        var week = (int)Median([.. students.Select(s => (double)s.Week)])!.Value;
        var (finished, term, finishedWeek) = ProfileStudents.Finished(set, week);
        var finishedGroup = ProfileSpace.Nearest(space.Place(finished), groups.Centres);
        var counts = new ProfileCounts(orgs, students, groups.GroupOf, finished, finishedGroup, groups.Centres.Count);
        var maps = new ProfileMaps(points, orgs.All.Count, seed);
        var sheets = new List<MadeSheet>();
        for (var o = 0; o < orgs.All.Count; o++)
        {
            cancel.ThrowIfCancellationRequested();
            var schools = orgs.SchoolsOf(orgs.All[o]);
            int[] here = [.. Enumerable.Range(0, students.Count).Where(i => schools.Contains(students[i].OrgId))];
            if (here.Length < ProfileSheets.FewestStudents)
            {
                continue;
            }

            var org = o;
            List<(int Number, int[] Students)> shown =
            [
                .. Enumerable
                    .Range(0, groups.Centres.Count)
                    .Where(g => counts.IsShown(org, g))
                    .OrderBy(g => groups.Numbers[g])
                    .Select(g => (groups.Numbers[g], here.Where(i => groups.GroupOf[i] == g).ToArray())),
            ];
            var (components, share) = maps.Components(shown);
            sheets.Add(
                new MadeSheet(
                    orgs.All[o].Id,
                    ProfileSheets.Key,
                    new ProfileSheet(
                        ProfileCounts.Rounded(here.Length),
                        isSample,
                        week,
                        term is null ? null : new CohortTerm(term.Title, term.Start),
                        finishedWeek,
                        Math.Round(groups.Silhouette, 2),
                        space.Features,
                        Medians(space, students, here),
                        Profiles(o, here),
                        components,
                        share,
                        maps.Neighbours(shown, isTop: o == 0, cancel)
                    )
                )
            );
        }

        sheets.Add(new MadeSheet(orgs.All[0].Id, ProfileSheets.Centres, Centres(groups, space)));
        return new MadeFigures(sheets);

        List<ProfileFigures> Profiles(int org, int[] here) =>
            [
                .. Enumerable
                    .Range(0, groups.Centres.Count)
                    .OrderBy(g => groups.Numbers[g])
                    .Select(g =>
                    {
                        int[] members = [.. here.Where(i => groups.GroupOf[i] == g)];
                        var isShown = counts.IsShown(org, g);
                        return new ProfileFigures(
                            groups.Numbers[g],
                            groups.Traits[g],
                            isShown ? ProfileCounts.Rounded(members.Length) : null,
                            isShown ? Math.Round(members.Length / (double)here.Length, 2) : null,
                            counts.Needed(org, g),
                            isShown ? Medians(space, students, members) : []
                        );
                    }),
            ];
    }

    private static ProfileCentres Centres(ProfileGroups groups, ProfileSpace space) =>
        new(
            space.Features,
            [
                .. groups.Numbers.Select(
                    (number, g) => new ProfileCentre(number, groups.Traits[g], space.Raw(groups.Centres[g]))
                ),
            ]
        );

    private static List<double?> Medians(ProfileSpace space, IReadOnlyList<ProfileStudent> students, int[] members) =>
        [
            .. space.Columns.Select(c =>
                Median([.. members.Select(i => students[i].Values[c]).Where(v => !double.IsNaN(v))])
            ),
        ];

    private static double? Median(double[] values)
    {
        if (values.Length < ProfileSheets.Least)
        {
            return null;
        }

        Array.Sort(values);
        var middle = values.Length / 2;
        return Math.Round(values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2, 3);
    }

    private static async Task<ProfileCentres?> BeforeAsync(FigureInput input, CancellationToken cancel)
    {
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        var stored = await db
            .FigureSheets.AsNoTracking()
            .Where(s => s.Topic == ProfileSheets.Topic && s.Key == ProfileSheets.Centres)
            .OrderByDescending(s => s.MadeAt)
            .Select(s => s.Content)
            .FirstOrDefaultAsync(cancel);
        try
        {
            return stored is null ? null : SheetStore.Unpack<ProfileCentres>(stored);
        }
        catch (System.Text.Json.JsonException)
        {
            // Written by another version of the program: profiles are numbered anew.
            return null;
        }
    }
}
