using XoperoBot.Core.Features.ModifyPlan;
using static XoperoBot.Tests.Features.ModifyPlan.Definitions;

namespace XoperoBot.Tests.Features.ModifyPlan;

public sealed class DefinitionTests
{
    [Fact]
    public void The_documented_body_is_taken_with_members_nobody_knows()
    {
        var plan = Nightly(("timeZone", "\"UTC\""), ("schedule.retention.options", """{"days":30}"""), ("schedule.retention.note", "{}"));
        Assert.Empty(Definition.Check(plan, "P-1", "ORG-1"));
        Assert.Contains("\"timeZone\":\"UTC\"", Definition.Write(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_back_and_written_alike()
    {
        var text = Definition.Write(Nightly(("name", "\"Zażółć <&> 'x'\""), ("big", "12345678901234567890.10")));
        Assert.Equal(text, Definition.Write(Definition.Read(text)));
    }

    [Theory]
    [InlineData("name", "", "$.name is missing.")]
    [InlineData("name", "null", "$.name is null")]
    [InlineData("name", "\" \"", "$.name is empty.")]
    [InlineData("name", "3", "$.name is the number 3")]
    [InlineData("isActive", "\"true\"", "$.isActive is a text and should be true or false.")]
    [InlineData("IsActive", "true", "$.IsActive is written “isActive”.")]
    [InlineData("backupType", "5.5", "$.backupType is the number 5.5 and should be a whole number.")]
    [InlineData("schedule", "[]", "$.schedule is a list and should be an object.")]
    [InlineData("schedule.id", "", "$.schedule.id is missing.")]
    [InlineData("schedule.options", "[]", "$.schedule.options is empty.")]
    [InlineData("schedule.options.1.days", "", "$.schedule.options[1].days is missing.")]
    [InlineData("schedule.options.1.days.2", "\"3\"", "$.schedule.options[1].days[2] is a text and should be a whole number.")]
    [InlineData("schedule.options.0.startAt.0.hour", "24", "$.schedule.options[0].startAt[0].hour is the number 24 and should be a whole number from 0 to 23.")]
    [InlineData("schedule.options.0.startAt.0.minute", "-1", "$.schedule.options[0].startAt[0].minute is the number -1")]
    [InlineData("schedule.backupWindow.6", "", "$.schedule.backupWindow has 6 entries and should have 7.")]
    [InlineData("schedule.backupWindow.3.23", "", "$.schedule.backupWindow[3] has 23 entries and should have 24.")]
    [InlineData("schedule.retention", "null", "$.schedule.retention is null and should be an object.")]
    [InlineData("schedule.retention.rule", "\"1\"", "$.schedule.retention.rule is a text")]
    [InlineData("compressionSettings.codec", "", "$.compressionSettings.codec is missing.")]
    [InlineData("customActions.preBackupAction", "", "$.customActions.preBackupAction is missing.")]
    [InlineData("advancedOptions.useVss", "true", "$.advancedOptions.useVss is true and should be a text.")]
    [InlineData("repositoriesIds", "null", "$.repositoriesIds is null and should be a list.")]
    [InlineData("repositoriesIds.0", "7", "$.repositoriesIds[0] is the number 7")]
    [InlineData("storageId", "\"\"", "$.storageId is empty.")]
    [InlineData("encryptionSettings", "", "$.encryptionSettings is missing.")]
    [InlineData("id", "\"p-2\"", "$.id is p-2, and the plan has the id p-1.")]
    [InlineData("organizationId", "\"org-2\"", "$.organizationId is org-2, and its organization has the id org-1.")]
    public void A_mistake_is_named_by_its_path(string path, string json, string says)
    {
        var wrong = Definition.Check(Nightly((path, json)), "p-1", "org-1");
        Assert.Contains(wrong, sentence => sentence.StartsWith(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"id\":", "$")]
    [InlineData("[]", "$ is not an object.")]
    [InlineData("", "$")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}", "cannot be read")]
    [InlineData("{\"name\": tru}", "line 1")]
    public void What_is_no_JSON_object_is_refused(string text, string says)
    {
        var (json, wrong) = Definition.Parse(text);
        Assert.Null(json);
        Assert.Contains(says, wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("```\n{\"a\":1}\n```")]
    [InlineData("```json\n{\"a\":1}\n```")]
    [InlineData("`{\"a\":1}`")]
    public void Code_marks_of_a_chat_are_taken_off(string text) => Assert.Equal("{\"a\":1}", Definition.Write(Definition.Parse(text).Json!));

    [Theory]
    [InlineData("modify plan nightly --json {\"name\": \"two words\"} --dry-run", "modify plan nightly --json \"{\\\"name\\\": \\\"two words\\\"}\"  --dry-run")]
    [InlineData("modify plan nightly —json ```{\"a\": 1}``` --reason x", "modify plan nightly --json \"{\\\"a\\\": 1}\"  --reason x")]
    [InlineData("modify plan nightly --baseline ```json\n{\"a\": 1}\n```", "modify plan nightly --baseline \"{\\\"a\\\": 1}\" ")]
    [InlineData("modify plan nightly --active no", "modify plan nightly --active no")]
    public void JSON_in_a_line_needs_no_quotes(string line, string quoted) => Assert.Equal(quoted, Pasted.Quote(line));
}
