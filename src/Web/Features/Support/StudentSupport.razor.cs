using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Support;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Support;

/// <summary>Who acts for a student, what could help, and the way to ask for it; a part of the student's page.</summary>
public sealed partial class StudentSupport
{
    private (int Number, int KindId, string? Reason)? _referral;
    private int _begun;
    private string? _done;

    /// <summary>The student.</summary>
    [Parameter, EditorRequired]
    public long StudentId { get; set; }

    /// <summary>What raises concern, as the reader may see it.</summary>
    [Parameter]
    public IReadOnlyList<Reason> Concerns { get; set; } = [];

    /// <inheritdoc />
    protected override string Key => StudentId.ToString(CultureInfo.InvariantCulture);

    [Inject]
    private StudentSupportQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<StudentSupportView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, StudentId, cancel);

    private static string Acting(StudentSupportView view)
    {
        var owners = view
            .Cases.Where(c => c.IsOpen && c.Owner is not null)
            .Select(c => c.IsMine ? L["you"] : c.Owner!)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return owners.Count > 0 ? L["Acting now: {0}.", string.Join(", ", owners)]
            : view.Cases.Any(c => c.IsOpen) ? L["Support was asked for, and nobody acts yet."]
            : L["Nobody is acting."];
    }

    private IReadOnlyList<SupportStep> Path(StudentSupportView view) =>
        SupportPath.Of(Concerns, [.. view.Kinds], view.OpenKinds);

    private void Begin(SupportKind? kind, Reason? concern)
    {
        _done = null;
        _referral = (++_begun, kind?.Id ?? 0, concern is null ? null : $"{concern.Evidence}.");
    }

    private async Task DoneAsync(string kind)
    {
        _referral = null;
        await RetryAsync();
        _done = L["{0} was asked for.", kind];
    }
}
