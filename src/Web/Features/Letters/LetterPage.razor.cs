using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Shared.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace EarlyWarning.Web.Features.Letters;

/// <summary>
/// A letter to a student's family, to be read, changed and printed. What is typed lives in the browser alone, so that a lost
/// circuit loses nothing and nothing of it is stored. Opening it writes one line to the access log.
/// </summary>
public sealed partial class LetterPage
{
    private readonly CancellationTokenSource _gone = new();
    private ElementReference _root;
    private IJSObjectReference? _module;
    private object? _followed;
    private (LetterView Of, LetterTexts In, IReadOnlyList<LetterSection> Sections)? _written;

    /// <summary>The student.</summary>
    [Parameter]
    public long StudentId { get; set; }

    /// <summary>The class to write about.</summary>
    [SupplyParameterFromQuery(Name = "class")]
    public long? ClassId { get; set; }

    /// <summary>Language of the letter; that of the page where none is asked for.</summary>
    [SupplyParameterFromQuery(Name = "lang")]
    public string? Language { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{StudentId}/{ClassId}");

    [Inject]
    private LetterQuery Query { get; set; } = null!;

    private LetterTexts Texts => Language is { } asked ? LetterTexts.Of(asked) : OfThePage;

    private static LetterTexts OfThePage => LetterTexts.Of(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);

    private IReadOnlyList<Crumb> Crumbs =>
        View is { } view
            ?
            [
                new Crumb(L["Students"], "students"),
                new Crumb(
                    view.Facts.FullName,
                    string.Create(CultureInfo.InvariantCulture, $"students/{view.StudentId}?class={view.ClassId}")
                ),
            ]
            : [new Crumb(L["Students"], "students")];

    /// <inheritdoc />
    protected override Task<LetterView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        isOpened || View?.StudentId == StudentId
            ? Query.GetAsync(scope, StudentId, ClassId, cancel)
            : Query.MakeAsync(scope, StudentId, ClassId, cancel);

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (View is not { } view || Equals(_followed, (view, Texts)))
        {
            return;
        }

        _followed = (view, Texts);
        try
        {
            _module ??= await JS.InvokeAsync<IJSObjectReference>(
                "import",
                _gone.Token,
                $"./{Assets["Features/Letters/LetterPage.razor.js"]}"
            );
            await _module.InvokeVoidAsync("follow", _gone.Token, _root);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The reader has left; there is nothing to edit.
        }
    }

    /// <summary>Lets go of the browser's module.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
        Dispose();
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the module with it.
        }
    }

    private static string Lead(LetterFacts facts) =>
        L["To the family of {0}, about {1}: what goes well first.", facts.FullName, facts.ClassTitle];

    // The browser keeps what is typed by page and field: each language is a draft of its own.
    private string Id(LetterSection section) => $"letter-{Texts.Code}-{section.Key}";

    private IReadOnlyList<LetterSection> Sections(LetterView view)
    {
        if (_written is not { } written || !ReferenceEquals(written.Of, view) || written.In != Texts)
        {
            written = (view, Texts, Texts.Write(view.Facts));
            _written = written;
        }

        return written.Sections;
    }

    private static string Label(LetterSection section) =>
        section.Key switch
        {
            "opening" => L["Address and first words"],
            "strengths" => L["What goes well"],
            "concerns" => L["What to change, with evidence"],
            "support" => L["Support"],
            "contact" => L["How to reach the school"],
            "correction" => L["How to ask for a correction"],
            _ => L["Closing|letter"],
        };

    // Enough for the text as it was made: about this many characters fit into a line of the form.
    private static int Rows(LetterSection section) => 1 + section.Text.Split('\n').Sum(line => 1 + (line.Length / 62));

    private string Address(LetterTexts language) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"students/{StudentId}/letter?{(ClassId is { } shown ? $"class={shown}&" : "")}lang={language.Code}"
        );
}
