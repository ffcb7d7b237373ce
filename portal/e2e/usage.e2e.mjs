// SPDX-License-Identifier: Apache-2.0
// Goal: whoever doubts a sum follows it to its records, and sees what it comes to; a link shows the
// same. Method: the explorer by its words, records beside the sum.
import assert from 'node:assert/strict';

export default function tests({ test }) {
  test('a sum leads to its records, and its address to both', async ({ page, signIn }) => {
    await signIn('provider', '/usage?month=2026-10&by=tenant&and=day');
    const main = page.locator('#main');
    const sums = main.getByRole('table', { name: 'Sums' });
    await sums.getByRole('button', { name: /^Show records/ }).first().click();
    const records = main.getByRole('table', { name: 'Records' });
    await records.waitFor();
    const rows = await records.getByRole('row').count();
    assert.ok(rows > 1);
    await page.reload();
    await records.waitFor();
    assert.equal(await records.getByRole('row').count(), rows);
  });

  test('money stands beside quantities, by day and by what one sells or buys',
    async ({ page, signIn, api }) => {
      await signIn('partner:contoso', '/usage?month=2026-10&measure=money&by=customer');
      const main = page.locator('#main');
      await main.getByRole('table', { name: 'Sums' }).waitFor();
      const sold = await main.getByRole('table', { name: 'Sums' }).getByRole('row').count();
      const told = await api('/v1/charges/sums?period=2026-10&by=customer&limit=1000');
      assert.equal(sold - 1, told.body.rows.length);
      await main.getByLabel('Side').selectOption('bought');
      await main.getByRole('table', { name: 'Sums' }).waitFor();
      assert.ok(page.url().includes('side=bought'));
    });
}
