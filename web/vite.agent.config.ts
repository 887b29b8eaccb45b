import react from '@vitejs/plugin-react';
import { defineConfig, mergeConfig } from 'vite';
import { shared } from './build/vite.shared.ts';

// The agent's workplace: an application of its own, so that nothing of the console is loaded for it.
export default mergeConfig(shared('agent', false), defineConfig({ plugins: [react()] }));
