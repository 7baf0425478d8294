namespace EarlyWarning.Web.Features.Notes;

/// <summary>Registers the queries and commands of notes; none holds state, each makes a context per call.</summary>
internal static class NotesFeature
{
    public static IServiceCollection AddNotes(this IServiceCollection services) =>
        services.AddSingleton<StudentNotesQuery>().AddSingleton<NoteSearchQuery>().AddSingleton<WriteNote>();
}
