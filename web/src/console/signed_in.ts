import { defineStore } from 'pinia';
import { ref } from 'vue';
import { answered, office, OfficeError, type Me } from './office';
import { queries } from './queries';

/** Who is signed in; the server's session cookie decides, this only remembers its answer. */
export const useSignedIn = defineStore('signedIn', () => {
  const me = ref<Me | null>(null);
  const asked = ref(false);

  async function ask(): Promise<Me | null> {
    try {
      me.value = await answered(office.GET('/api/me'));
    } catch (error) {
      if (!(error instanceof OfficeError && error.status === 401)) throw error;
      me.value = null;
    }
    asked.value = true;
    return me.value;
  }

  async function signIn(username: string, password: string): Promise<Me> {
    me.value = await answered(office.POST('/api/auth/login', { body: { username, password } }));
    asked.value = true;
    return me.value;
  }

  async function signOut(): Promise<void> {
    await answered(office.POST('/api/auth/logout')).catch(() => undefined);
    me.value = null;
    queries.clear();
  }

  return { me, asked, ask, signIn, signOut };
});
