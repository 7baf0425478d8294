using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EarlyWarning.Migrations.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class StoppedFeeds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte>(
                name: "StoppedFeeds",
                table: "Scores",
                type: "tinyint",
                nullable: false,
                defaultValue: (byte)0
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "StoppedFeeds", table: "Scores");
        }
    }
}
