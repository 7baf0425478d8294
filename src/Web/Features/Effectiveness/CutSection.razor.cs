using System.Globalization;
using EarlyWarning.Domain.Features;
using EarlyWarning.Ml.Effects;
using EarlyWarning.Web.Figures.Effectiveness;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Effectiveness;

/// <summary>Whether flags themselves changed grades: just above the cut against just below it.</summary>
public sealed partial class CutSection
{
    /// <summary>What happened at the cut.</summary>
    [Parameter, EditorRequired]
    public required CutEffect Cut { get; set; }

    /// <summary>Features, for the words of the columns.</summary>
    [Parameter, EditorRequired]
    public required FeatureCatalogue Catalogue { get; set; }

    private string Sentence() =>
        Cut switch
        {
            { Absence: CutAbsence.NoCut } => L[
                "Not known: no cut was in force in finished terms. Once a term has ended in which a model decided who is flagged, students just above its cut are compared with those just below."
            ],
            { Absence: CutAbsence.Mixed } => L[
                "Not known: who is flagged was decided by more than one cut, as where an administrator set cuts by group. Students just above a cut can then not be compared with those just below."
            ],
            { Pass: null } => L[
                "Not enough to say: too few students stand near the cut. At least {0} are needed on each side.",
                RegressionDiscontinuity.LeastUnits
            ],
            { Pass: { Low: > 0 } pass } => L[
                "Of 100 courses, students just above the cut passed {0} more than those just below it ({1} to {2}).",
                EffectWords.Hundredths(pass.Jump),
                EffectWords.Hundredths(pass.Low),
                EffectWords.Hundredths(pass.High)
            ],
            { Pass: { High: < 0 } pass } => L[
                "Of 100 courses, students just above the cut passed {0} fewer than those just below it ({1} to {2}).",
                EffectWords.Hundredths(-pass.Jump),
                EffectWords.Hundredths(-pass.High),
                EffectWords.Hundredths(-pass.Low)
            ],
            _ => L[
                "No difference was found between students just above the cut and those just below it: of 100 courses, anything from {0} to {1} passed remains possible.",
                EffectWords.Signed(Cut.Pass!.Low),
                EffectWords.Signed(Cut.Pass.High)
            ],
        };

    private ChartTable Jumps() =>
        new(
            [L["Just above the cut against just below"], L["Difference and 95 % interval"]],
            [
                (string[])[L["Courses passed"], EffectWords.Jump(Cut.Pass)],
                [L["Final score"], EffectWords.Jump(Cut.Score, isScore: true)],
                [L["Students who got support afterwards"], EffectWords.Jump(Cut.Supported)],
                [L["Courses passed, of students who got support because of the flag"], OfSupport()],
                [
                    L["Courses passed, without students who got support afterwards"],
                    EffectWords.Jump(Cut.WithoutSupported),
                ],
            ]
        );

    private string OfSupport() =>
        Cut.OfSupport is null
            ? L["no estimate: the flag brought few more students support"]
            : EffectWords.Jump(Cut.OfSupport);

    private string DensitySentence()
    {
        var crowd = Cut.Density switch
        {
            null => L["Too few students to see whether they crowd on one side of the cut."],
            { P: < 0.05 } => L[
                "Students crowd on one side of the cut more than chance would have it (p = {0:0.00}): take the figures with care.",
                Cut.Density.P
            ],
            _ => L["Students do not crowd on one side of the cut (p = {0:0.00}).", Cut.Density.P],
        };
        return Cut.Covariates.Any(c => c.HolmP < 0.05)
            ? crowd + " " + L["Something known before jumps at the cut too: take the figures with care."]
            : crowd;
    }

    private ChartTable Covariates() =>
        new(
            [L["Entry of the record"], L["Jump in standard deviations"], L["May be chance"]],
            [
                .. Cut.Covariates.Select(c =>
                    (string[])
                        [
                            EffectWords.Column(c.Name, Catalogue),
                            string.Create(
                                CultureInfo.CurrentCulture,
                                $"{c.Jump:+0.00;−0.00;0.00} ({c.Low:+0.00;−0.00;0.00}; {c.High:+0.00;−0.00;0.00})"
                            ),
                            c.HolmP < 0.05 ? L["no"] : L["yes"],
                        ]
                ),
            ]
        );

    private JumpChart Drawing(DiscontinuityEstimate pass)
    {
        var reach = 2 * pass.Bandwidth;
        return new JumpChart(
            [
                .. Cut.Bins.Select(b => new JumpPoint(
                    b.At,
                    b.Mean,
                    b.Count,
                    b.At.ToString("+0.00;−0.00;0.00", CultureInfo.CurrentCulture),
                    EffectWords.Percent(b.Mean)
                )),
            ],
            new Axis(
                L["Score less the cut (log-odds)"],
                -reach,
                reach,
                [
                    .. new[] { -1.0, -0.5, 0, 0.5, 1 }.Select(t =>
                        (t * reach, (t * reach).ToString("+0.0;−0.0;0", CultureInfo.CurrentCulture))
                    ),
                ]
            ),
            Axis.OfShares(L["Courses passed"]),
            L["Students"],
            L["Below the cut"],
            L["Above the cut: flagged"]
        )
        {
            Title = L["Courses passed on both sides of the cut"],
            Description = L[
                "Means of students by their distance to the cut in week {0}, at least {1} students each. {2}",
                Cut.Week,
                EffectSheets.LeastShown,
                Sentence()
            ],
        };
    }
}
