using System.Net.Mime;
using EarlyWarning.Web.Features.Capacity;
using EarlyWarning.Web.Features.Classes;
using EarlyWarning.Web.Features.Support;
using EarlyWarning.Web.Shared;

namespace EarlyWarning.Web.Features;

/// <summary>A file about students: saved, not shown, and kept by nothing between here and the reader.</summary>
internal static class Download
{
    /// <summary>Maps every file that can be taken out; each answers by the query of its page.</summary>
    public static void MapDownloads(this WebApplication app)
    {
        RosterFile.Map(app);
        SupportFile.Map(app);
        CapacityFile.Map(app);
        PlanPdf.Map(app);
    }

    /// <summary>A file of comma-separated values.</summary>
    public static IResult Table(HttpContext context, Csv csv, string name) =>
        File(context, csv.ToBytes(), $"{MediaTypeNames.Text.Csv}; charset=utf-8", $"{name}.csv");

    /// <summary>Any file.</summary>
    public static IResult File(HttpContext context, byte[] content, string type, string name)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(content, type, name);
    }

    /// <summary>A name of a class or student as part of a file's name.</summary>
    public static string Slug(string name) =>
        string.Join(
            '-',
            new string([.. name.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(
                ' ',
                StringSplitOptions.RemoveEmptyEntries
            )
        );
}
