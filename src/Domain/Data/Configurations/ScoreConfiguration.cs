using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class ModelVersionConfiguration : IEntityTypeConfiguration<ModelVersion>
{
    public void Configure(EntityTypeBuilder<ModelVersion> builder)
    {
        builder.Property(m => m.Id).HasMaxLength(64);
        builder.Property(m => m.Trainer).HasMaxLength(100);
        builder.Property(m => m.DataFingerprint).HasMaxLength(64);
        builder.Property(m => m.CodeVersion).HasMaxLength(64);
        builder.Property(m => m.ContentHash).HasMaxLength(64);
        builder.Property(m => m.DatasetHash).HasMaxLength(64);
        builder.Property(m => m.Decision).HasMaxLength(2000);
        builder.HasIndex(m => m.RunId);
        builder.HasIndex(m => new
        {
            m.OrgId,
            m.Goal,
            m.Role,
        });
        builder.HasOne<Orgs.Org>().WithMany().HasForeignKey(m => m.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ScoreGenerationConfiguration : IEntityTypeConfiguration<ScoreGeneration>
{
    public void Configure(EntityTypeBuilder<ScoreGeneration> builder)
    {
        builder.Property(g => g.FailureModelId).HasMaxLength(64);
        builder.Property(g => g.GradeModelId).HasMaxLength(64);
        builder.Property(g => g.NextModelId).HasMaxLength(64);
        builder.Property(g => g.LeavingModelId).HasMaxLength(64);
        builder.Property(g => g.Notice).HasMaxLength(1000);
    }
}

internal sealed class CurrentScoresConfiguration : IEntityTypeConfiguration<CurrentScores>
{
    public void Configure(EntityTypeBuilder<CurrentScores> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder
            .HasOne<ScoreGeneration>()
            .WithMany()
            .HasForeignKey(c => c.GenerationId)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ScoreEntityConfiguration : IEntityTypeConfiguration<Score>
{
    public void Configure(EntityTypeBuilder<Score> builder)
    {
        // Clustered by enrollment, so that a student's term is one read. Old generations are removed by walking it.
        builder.HasKey(s => new
        {
            s.EnrollmentId,
            s.Goal,
            s.Week,
            s.GenerationId,
        });
        builder
            .HasOne(s => s.Enrollment)
            .WithMany()
            .HasForeignKey(s => s.EnrollmentId)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class FlagCutConfiguration : IEntityTypeConfiguration<FlagCut>
{
    public void Configure(EntityTypeBuilder<FlagCut> builder) =>
        builder.HasKey(c => new
        {
            c.GenerationId,
            c.OrgId,
            c.SessionId,
        });
}

internal sealed class ClassSummaryConfiguration : IEntityTypeConfiguration<ClassSummary>
{
    public void Configure(EntityTypeBuilder<ClassSummary> builder) =>
        builder.HasKey(c => new { c.GenerationId, c.ClassId });
}

internal sealed class ModelDecisionConfiguration : IEntityTypeConfiguration<ModelDecision>
{
    public void Configure(EntityTypeBuilder<ModelDecision> builder)
    {
        // No foreign key to the person: the record outlives the account.
        builder.Property(d => d.ModelId).HasMaxLength(64);
        builder.Property(d => d.Reason).HasMaxLength(2000);
        builder.HasIndex(d => new { d.ModelId, d.At });
    }
}
