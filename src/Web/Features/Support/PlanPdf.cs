using System.Globalization;
using System.Net.Mime;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Shared.Pdf;

namespace EarlyWarning.Web.Features.Support;

/// <summary>
/// The plan of a case as a PDF file to hand over and sign: what is agreed and how it goes. Why it was asked for, the log and
/// the history stay on the page.
/// </summary>
/// <param name="query">Reads the case.</param>
/// <param name="access">Writes to the access log.</param>
/// <param name="time">The clock.</param>
public sealed class PlanPdf(SupportCaseQuery query, AccessRecord access, TimeProvider time)
{
    /// <summary>Name of the action in the access log.</summary>
    public const string Action = "support plan";

    /// <summary>Said where no file can be made.</summary>
    public static string PrintInstead =>
        L[
            "This server has no font that can write this plan. Go back and print the page instead: your browser "
                + "has the fonts."
        ];

    /// <summary>Makes the file and logs it; null where the case is not found, no content where there is no font for it.</summary>
    /// <param name="scope">Who takes it.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<(byte[]? Content, string Name)?> MakeAsync(
        StaffScope scope,
        long caseId,
        CancellationToken cancel
    )
    {
        if (await query.GetAsync(scope, caseId, cancel) is not { } view)
        {
            return null;
        }

        var name = $"plan-{Download.Slug(view.Row.StudentName)}-{Download.Slug(view.Kind.Name)}";
        if (PdfFonts.OfThisMachine is not { } fonts || !Texts(view).All(fonts.CanWrite))
        {
            return (null, name);
        }

        await access.WriteAsync(scope, [view.Row.StudentId], Action, cancel);
        return (Write(view, fonts, time.GetUtcNow()), name);
    }

    /// <summary>GET /support/{id}/plan.pdf.</summary>
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/support/{caseId:long}/plan.pdf",
                async (HttpContext context, long caseId, CurrentScope scopes, PlanPdf plan, CancellationToken cancel) =>
                    await plan.MakeAsync(await scopes.GetAsync(context.User, cancel), caseId, cancel) switch
                    {
                        null => Results.NotFound(),
                        { Content: { } content, Name: var name } => Download.File(
                            context,
                            content,
                            MediaTypeNames.Application.Pdf,
                            $"{name}.pdf"
                        ),
                        _ => Results.Text(PrintInstead, statusCode: StatusCodes.Status501NotImplemented),
                    }
            )
            .RequireAuthorization();

    private static IEnumerable<string> Texts(SupportCaseView view) =>
        (
            (string?[])
                [
                    view.Row.StudentName,
                    view.Kind.Name,
                    view.Kind.Steps,
                    view.Kind.Resources,
                    view.Row.Owner,
                    view.Plan.Goals,
                    view.OutcomeText,
                ]
        ).OfType<string>();

    private static byte[] Write(SupportCaseView view, PdfFonts fonts, DateTimeOffset now)
    {
        var paper = new PdfPaper(
            fonts,
            L["{0}: plan for {1}", view.Kind.Name, view.Row.StudentName],
            L["Confidential: for those who carry out this plan. As of {0}.", SupportWords.Day(view.Today)]
        );
        paper.Term(L["Student"], view.Row.StudentName);
        paper.Term(L["Support"], view.Kind.Name);
        paper.Term(L["Status"], SupportWords.Status(view.Row.Status));
        paper.Term(L["Who acts"], view.Row.Owner ?? L["Nobody yet"]);
        paper.Term(L["First day"], view.Plan.StartsOn is { } start ? SupportWords.Day(start) : L["open|day"]);
        paper.Term(L["Look again on"], view.Plan.FollowUpOn is { } day ? SupportWords.Day(day) : L["open|day"]);
        paper.Term(L["Goals"], view.Plan.Goals ?? L["none yet|goals"]);
        if (view.Row.Outcome is { } outcome)
        {
            paper.Term(L["Outcome"], SupportWords.Outcome(outcome) + (view.OutcomeText is { } text ? $": {text}" : ""));
        }

        Steps(paper, SupportKind.Lines(view.Kind.Steps));
        if (SupportKind.Lines(view.Kind.Resources) is { Count: > 0 } resources)
        {
            paper.Heading(L["What it needs"]);
            paper.Paragraph(string.Join("; ", resources));
        }

        paper.Signatures(L["Student"], L["Family"], L["School"]);
        return paper.ToBytes(now);
    }

    private static void Steps(PdfPaper paper, IReadOnlyList<string> steps)
    {
        if (steps.Count == 0)
        {
            return;
        }

        paper.Heading(L["Step by step"]);
        for (var i = 0; i < steps.Count; i++)
        {
            paper.Point(string.Create(CultureInfo.CurrentCulture, $"{i + 1}."), steps[i]);
        }
    }
}
