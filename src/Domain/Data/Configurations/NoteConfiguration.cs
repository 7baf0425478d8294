using EarlyWarning.Domain.Notes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EarlyWarning.Domain.Data.Configurations;

internal sealed class NoteConfiguration : IEntityTypeConfiguration<Note>
{
    public void Configure(EntityTypeBuilder<Note> builder)
    {
        builder.Property(n => n.Text).HasMaxLength(Note.LongestText);
        builder.Property(n => n.Version).IsConcurrencyToken();
        builder.HasIndex(n => new { n.StudentId, n.OccurredOn });
        builder.HasIndex(n => n.AuthorId);
        builder.HasOne(n => n.Student).WithMany().HasForeignKey(n => n.StudentId);
        builder.HasOne(n => n.Author).WithMany().HasForeignKey(n => n.AuthorId);
        builder.RestrictDeletes();
    }
}

internal sealed class NoteVersionConfiguration : IEntityTypeConfiguration<NoteVersion>
{
    public void Configure(EntityTypeBuilder<NoteVersion> builder)
    {
        builder.HasKey(v => new { v.NoteId, v.Version });
        builder.Property(v => v.Text).HasMaxLength(Note.LongestText);
        builder.HasOne<Note>().WithMany(n => n.Earlier).HasForeignKey(v => v.NoteId);
        builder.RestrictDeletes();
    }
}
