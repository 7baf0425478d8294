using System.Globalization;
using EarlyWarning.Web.Shared.Language;

namespace EarlyWarning.Web.Tests.Shared.Language;

public sealed class RecordedTextsTests : IDisposable
{
    private readonly CultureInfo _language = CultureInfo.CurrentUICulture;

    public RecordedTextsTests() => CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-MX");

    public void Dispose() => CultureInfo.CurrentUICulture = _language;

    [Theory]
    [InlineData("Its reasons sum to the score.", "Sus motivos suman la puntuación.")]
    [InlineData("Training for course failure", "Entrenamiento para reprobación de la asignatura")]
    [InlineData(
        "course failure: fitting gradientBoosting on all 63,407 rows",
        "reprobación de la asignatura: ajuste de gradientBoosting con las 63,407 filas"
    )]
    [InlineData(
        "All gates let it pass. 12 comparisons rest on too few people to be judged.",
        "Todos los controles lo dejan pasar. 12 comparaciones se apoyan en muy pocas personas para juzgarlas."
    )]
    [InlineData("Run 3 failed. No reason was given.", "La ejecución 3 falló. No se dio ningún motivo.")]
    public void A_record_is_said_anew_with_its_values(string recorded, string said) =>
        RecordedTexts.Say(recorded).ShouldBe(said);

    [Theory]
    [InlineData("Something an older version wrote.")]
    [InlineData("All gates let it pass. And something nobody knows.")]
    public void A_record_that_is_not_known_in_every_part_is_left_alone(string recorded) =>
        RecordedTexts.Say(recorded).ShouldBeNull();

    [Theory]
    [InlineData("Its reasons sum to the score.")]
    [InlineData(
        "Scores of the final grade are spread otherwise than those of the last finished term at the same week "
            + "(stability index 0.31, limit 0.25)."
    )]
    [InlineData("72 figures, 1 beyond their limits; every feed runs")]
    public void In_english_a_record_reads_as_it_was_written(string recorded)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        RecordedTexts.Say(recorded).ShouldBe(recorded);
    }
}
