using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Features.Runs;
using EarlyWarning.Web.Identity;
using Microsoft.AspNetCore.Antiforgery;

namespace EarlyWarning.Web.Api;

/// <summary>A run as programs see it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind">retrain, rescore or promote.</param>
/// <param name="Status">waiting, running, succeeded, failed or cancelled.</param>
/// <param name="RequestedAt">When it was asked for, UTC.</param>
/// <param name="StartedAt">When it was first taken up, UTC.</param>
/// <param name="EndedAt">When it ended, UTC.</param>
/// <param name="Attempts">How often it was taken up.</param>
/// <param name="Progress">The latest sentence of progress.</param>
/// <param name="Error">Why it failed or was stopped.</param>
internal sealed record RunAnswer(
    long Id,
    string Kind,
    string Status,
    DateTime RequestedAt,
    DateTime? StartedAt,
    DateTime? EndedAt,
    int Attempts,
    string? Progress,
    string? Error
);

/// <summary>
/// Runs for programs: POST /api/runs asks for a retraining, GET /api/runs/{id} says how far it is. It is the class behind
/// the button, for the same people, with the session's cookie and, for the request, the token against forgery.
/// </summary>
internal static class RunsApi
{
    public static void MapRuns(this WebApplication app)
    {
        // Who may is asked below, so that the refusal is an answer for programs and not a page.
        var runs = app.MapGroup("/api/runs").RequireAuthorization();
        runs.MapPost("", AskAsync);
        runs.MapGet("{id:long}", FindAsync);
    }

    // 201 with the run's address; 409 with the address of the one that waits already.
    private static async Task<IResult> AskAsync(
        HttpContext context,
        IAntiforgery antiforgery,
        CurrentScope scopes,
        AskForRun ask,
        NightlyQuery query,
        CancellationToken cancel
    )
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.Problem(
                "The request has no valid token against forgery. Send the hidden field __RequestVerificationToken of any "
                    + "form as the header RequestVerificationToken, with the cookies of the same session.",
                statusCode: StatusCodes.Status400BadRequest
            );
        }

        var scope = await scopes.GetAsync(context.User, cancel);
        if (await ask.NowAsync(scope, RunTrigger.Api, cancel) is not { } request)
        {
            return Missing();
        }

        var path = $"{context.Request.PathBase}/api/runs/{request.RunId}";
        if (!request.IsNew)
        {
            context.Response.Headers.Location = path;
            return Results.Problem(
                $"Run {request.RunId} waits already and will do the same.",
                statusCode: StatusCodes.Status409Conflict
            );
        }

        return Results.Created(path, await AnswerAsync(query, scope, request.RunId, cancel));
    }

    private static async Task<IResult> FindAsync(
        HttpContext context,
        long id,
        CurrentScope scopes,
        NightlyQuery query,
        CancellationToken cancel
    ) =>
        await AnswerAsync(query, await scopes.GetAsync(context.User, cancel), id, cancel) is { } answer
            ? Results.Ok(answer)
            : Missing();

    private static async Task<RunAnswer?> AnswerAsync(
        NightlyQuery query,
        StaffScope scope,
        long id,
        CancellationToken cancel
    ) =>
        await query.FindAsync(scope, id, cancel) is { Run: var run }
            ? new RunAnswer(
                run.Id,
                Name(run.Kind),
                Name(run.Status),
                run.RequestedAt,
                run.StartedAt,
                run.EndedAt,
                run.Attempts,
                run.Progress,
                run.Error
            )
            : null;

    private static IResult Missing() =>
        Results.Problem("There is no such run.", statusCode: StatusCodes.Status404NotFound);

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
